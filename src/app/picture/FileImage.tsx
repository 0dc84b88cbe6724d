import { useCallback, type ImgHTMLAttributes } from 'react';

type FileImageProps = Omit<ImgHTMLAttributes<HTMLImageElement>, 'src' | 'alt'> & {
  readonly file: Blob;
  readonly alt: string;
};

/** A picture straight from a file, whose address lives as long as the element. */
export function FileImage({ file, alt, ...rest }: FileImageProps) {
  const show = useCallback(
    (image: HTMLImageElement) => {
      const url = URL.createObjectURL(file);
      image.src = url;
      return () => URL.revokeObjectURL(url);
    },
    [file],
  );
  return <img ref={show} alt={alt} draggable={false} {...rest} />;
}
