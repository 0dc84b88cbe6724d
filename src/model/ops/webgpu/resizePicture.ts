import { PRECISION } from '../pillowResize';
import type { PictureTarget } from '../resizePicture';
import { dispatch, type Shader } from '../tfjs/webgpuProgram';
import type { Kernel } from './kernel';

type Normalisation = PictureTarget['normalisation'];

/**
 * A thread makes a pixel. It resizes the rows that it needs itself: each is needed by about two rows of pixels, which costs less
 * than to store the result of the horizontal pass. It uses the fixed point of the processor's code, hence gives the same values.
 */
const shader: Shader<Normalisation> = {
  name: 'resizePicture',
  threads: 64,
  source: ({ channelOrder, mean, std }) => `
    const ROUNDING = vec3<i32>(${2 ** (PRECISION - 1)});
    const SHIFT = vec3<u32>(${PRECISION});
    // A pixel over white, rounded to the nearest.
    fn opaque(word: i32) -> vec3<i32> {
      let rgba = vec4<i32>((vec4<u32>(bitcast<u32>(word)) >> vec4<u32>(0, 8, 16, 24)) & vec4<u32>(255));
      return (rgba.rgb * rgba.a + 255 * (255 - rgba.a) + 127) / 255;
    }
    fn acrossRow(y: i32, x: i32) -> vec3<i32> {
      let at = x * uniforms.columnsShape.y;
      let first = y * uniforms.pictureShape.y + columns[at];
      var sum = ROUNDING;
      for (var k = 0; k < columns[at + 1]; k++) { sum += columns[at + 2 + k] * opaque(picture[first + k]); }
      return min(sum >> SHIFT, vec3<i32>(255));
    }
    fn resized(y: i32, x: i32) -> vec3<i32> {
      let at = y * uniforms.rowsShape.y;
      var sum = ROUNDING;
      for (var k = 0; k < rows[at + 1]; k++) { sum += rows[at + 2 + k] * acrossRow(rows[at] + k, x); }
      return min(sum >> SHIFT, vec3<i32>(255));
    }
    fn main(index: i32) {
      let y = index / uniforms.outShape.y;
      let x = index % uniforms.outShape.y;
      if (y >= uniforms.outShape.x) { return; }
      var value = vec3<f32>(0);
      if (y < uniforms.rowsShape.x && x < uniforms.columnsShape.x) {
        value = (vec3<f32>(resized(y, x).${channelOrder}) - vec3<f32>(${mean.join(', ')})) / vec3<f32>(${std.join(', ')});
      }
      for (var channel = 0; channel < 3; channel++) { result[3 * index + channel] = value[channel]; }
    }
  `,
};

export const resizePicture: Kernel<'ResizePicture'> = (backend, { picture, rows, columns }, attributes) => {
  const { width, height, channelOrder, mean, std } = attributes;
  return dispatch(backend, shader, {
    inputs: { picture: { tensor: picture }, rows: { tensor: rows }, columns: { tensor: columns } },
    out: { shape: [height, width, 3] },
    constants: { channelOrder, mean, std },
    workgroups: Math.ceil((width * height) / shader.threads),
  });
};
