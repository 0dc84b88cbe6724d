import { Dialog, type DialogHandle } from '../../ui/Dialog';
import { useEffect, useRef, useState } from 'react';
import { sentenceOf } from '../../engine/sentence';
import { usePage } from '../../page';
import styles from './OpenPicture.module.css';

/** Takes a picture with the computer's camera. The camera is on only while this is open. */
export function Camera({ onDone }: { onDone: () => void }) {
  const dialog = useRef<DialogHandle>(null);
  const { pictures } = usePage();
  const video = useRef<HTMLVideoElement>(null);
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    let stream: MediaStream | undefined;
    let closed = false;
    startCamera().then(
      (started) => {
        stream = started;
        if (closed) stop(stream);
        else if (video.current) video.current.srcObject = started;
      },
      (error: unknown) => setProblem(cameraProblem(error)),
    );
    return () => {
      closed = true;
      stop(stream);
    };
  }, []);

  const take = async () => {
    if (!video.current?.videoWidth) return;
    try {
      await pictures.openFile(await grab(video.current), 'camera picture');
      onDone();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };

  return (
    <Dialog ref={dialog} className={styles.camera} label="Camera" onClose={onDone}>
      {problem ? <p role="alert">{problem}</p> : <video ref={video} autoPlay playsInline muted />}
      <div className={styles.buttons}>
        {!problem && (
          <button type="button" className="primary" onClick={() => void take()}>
            Take the picture
          </button>
        )}
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

async function startCamera(): Promise<MediaStream> {
  // Absent on pages that are not served over https.
  if (!('mediaDevices' in navigator))
    throw new Error('Browsers let a page use the camera only where it comes by https.');
  return navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1920 }, facingMode: 'environment' } });
}

const stop = (stream: MediaStream | undefined) => stream?.getTracks().forEach((track) => track.stop());

function grab(video: HTMLVideoElement): Promise<Blob> {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  canvas.getContext('2d')!.drawImage(video, 0, 0);
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
}

function cameraProblem(error: unknown): string {
  // WebKit's OverconstrainedError is not a DOMException.
  const name = (error as { readonly name?: unknown } | undefined)?.name;
  if (name === 'NotAllowedError' || name === 'SecurityError')
    return 'The browser was not allowed to use the camera. Allow it in the address bar and try again.';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'No camera was found.';
  if (name === 'NotReadableError' || name === 'AbortError') return 'The camera is in use by another program.';
  return `The camera cannot be used here. ${sentenceOf(error)}`;
}
