import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ComponentType,
  type CSSProperties,
  type MouseEvent,
  type PointerEvent,
} from 'react';
import { isCurrent, shownRun, thresholdOf, visibleDetections } from '../../state/selectors';
import type { Picture } from '../../state/state';
import { useApp } from '../../page';
import { useShortcuts } from '../../ui/useShortcuts';
import { HeatMap } from './HeatMap';
import { Overlay } from './Overlay';
import styles from './Stage.module.css';
import { useFingers, type Moved } from '../../picture/useFingers';
import { useSize } from '../../picture/useSize';
import { layOut, pan, WHOLE, zoomAt, type Size, type View, type Zoom } from '../../picture/view';
import { ZoomControls } from './ZoomControls';

/** A layer above the boxes. */
export interface OverlayLayerProps {
  readonly stage: Size;
  readonly view: View;
}

/** The picture with everything that is drawn over it. */
export function Stage({ overlay }: { readonly overlay: ComponentType<OverlayLayerProps> }) {
  const picture = useApp((state) => state.picture);
  const opening = useApp((state) => state.opening);
  return (
    <section
      className={styles.frame}
      style={aspect(picture)}
      aria-label="Picture"
      data-testid="stage"
      aria-busy={opening !== undefined}
    >
      {picture ? (
        <PictureView picture={picture} overlay={overlay} />
      ) : (
        <p className={styles.empty}>
          {opening ? `Opening ${opening} …` : 'Drop a picture here, paste one, or choose one below.'}
        </p>
      )}
    </section>
  );
}

/** On narrow screens the frame takes the picture's own shape. */
const aspect = (picture: Picture | undefined) =>
  picture && ({ '--aspect': picture.width / picture.height } as CSSProperties);

const ZOOM_STEP = 1.5;
/** Screen pixels that a pointer moves before it drags. */
const SLOP = 4;

interface PictureViewProps {
  readonly picture: Picture;
  readonly overlay: ComponentType<OverlayLayerProps>;
}

function PictureView({ picture, overlay }: PictureViewProps) {
  const element = useRef<HTMLDivElement>(null);
  const stage = useSize(element);
  const [zoomed, setZoomed] = useState({ picture: picture.id, zoom: WHOLE });
  // Every picture begins whole. (A key on the component would do, but measure the stage anew, and flicker.)
  const zoom = zoomed.picture === picture.id ? zoomed.zoom : WHOLE;
  const setZoom = useCallback(
    (change: (from: Zoom) => Zoom) =>
      setZoomed((last) => ({ picture: picture.id, zoom: change(last.picture === picture.id ? last.zoom : WHOLE) })),
    [picture.id],
  );
  const zoomBy = (factor: number) =>
    stage && setZoom((from) => zoomAt(picture, stage, from, factor, { x: stage.width / 2, y: stage.height / 2 }));

  useEffect(() => {
    const target = element.current;
    if (!target || !stage) return;
    // React listens to wheels passively, which cannot keep the page from zooming. A pinch on a touchpad is a wheel with Ctrl.
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top } = target.getBoundingClientRect();
      setZoom((from) =>
        zoomAt(picture, stage, from, Math.exp(-event.deltaY / 200), {
          x: event.clientX - left,
          y: event.clientY - top,
        }),
      );
    };
    target.addEventListener('wheel', onWheel, { passive: false });
    return () => target.removeEventListener('wheel', onWheel);
  }, [picture, stage, setZoom]);

  useShortcuts({
    zoomIn: () => zoomBy(ZOOM_STEP),
    zoomOut: () => zoomBy(1 / ZOOM_STEP),
    zoomWhole: () => setZoom(() => WHOLE),
  });

  const onFingers = useCallback(
    ({ x, y, dx, dy, factor }: Moved) => {
      if (stage)
        setZoom((from) => pan(picture, stage, zoomAt(picture, stage, from, factor, { x: x - dx, y: y - dy }), dx, dy));
    },
    [picture, stage, setZoom],
  );
  useFingers(element, zoom.zoom > 1, onFingers);

  /** Where the pointer went down, and whether it has moved the picture since. */
  const dragged = useRef<{ x: number; y: number; isMoved: boolean }>(undefined);
  const press = ({ clientX, clientY }: PointerEvent) => {
    dragged.current = { x: clientX, y: clientY, isMoved: false };
  };
  const drag = (event: PointerEvent) => {
    const from = dragged.current;
    if (!stage || !from || zoom.zoom <= 1 || event.buttons !== 1 || event.pointerType === 'touch') return;
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    // A click moves the pointer a little.
    if (!from.isMoved && Math.hypot(dx, dy) < SLOP) return;
    // From now on the pointer may leave the stage, and a box below it is not pressed.
    if (!from.isMoved) element.current?.setPointerCapture(event.pointerId);
    dragged.current = { x: event.clientX, y: event.clientY, isMoved: true };
    setZoom((last) => pan(picture, stage, last, dx, dy));
  };
  /** The click that ends a drag is none: it must not pin the phrase of a box below it. */
  const click = (event: MouseEvent) => {
    if (dragged.current?.isMoved) event.stopPropagation();
  };

  return (
    <>
      <div
        ref={element}
        className={styles.stage}
        data-zoomed={zoom.zoom > 1 || undefined}
        onPointerDown={press}
        onPointerMove={drag}
        onClickCapture={click}
      >
        {stage && <Layers picture={picture} overlay={overlay} stage={stage} zoom={zoom} />}
      </div>
      <ZoomControls
        zoom={zoom.zoom}
        onIn={() => zoomBy(ZOOM_STEP)}
        onOut={() => zoomBy(1 / ZOOM_STEP)}
        onWhole={() => setZoom(() => WHOLE)}
      />
    </>
  );
}

function Layers({ picture, overlay: Extra, stage, zoom }: PictureViewProps & { stage: Size; zoom: Zoom }) {
  const run = useApp(shownRun);
  const threshold = useApp(thresholdOf);
  const hidden = useApp((state) => state.hidden);
  const current = useApp((state) => isCurrent(state.run, state));
  // Boxes of a former text fade while the next is worked on; a text that asks for nothing has none.
  const empty = useApp(
    (state) => state.prompt.trim() === '' || (!isCurrent(state.run, state) && state.parsed?.phrases.length === 0),
  );
  const heat = useApp((state) => state.heat);
  const prompt = useApp((state) => state.prompt);
  const heated = heat !== undefined && current;
  const view = useMemo(() => layOut(picture, stage, zoom), [picture, stage, zoom]);
  const detections = useMemo(
    () => visibleDetections(empty ? undefined : run, threshold, hidden),
    [run, empty, threshold, hidden],
  );
  return (
    <>
      <img
        className={styles.picture}
        src={picture.url}
        alt={picture.name}
        draggable={false}
        data-testid="picture"
        data-width={picture.width}
        data-height={picture.height}
        style={{ left: view.x, top: view.y, width: picture.width * view.scale, height: picture.height * view.scale }}
      />
      {heated && (
        <HeatMap
          key={`${heat.start}-${heat.end}`}
          span={heat}
          text={prompt.slice(heat.start, heat.end)}
          picture={picture}
          view={view}
        />
      )}
      <Overlay detections={detections} stage={stage} view={view} stale={!current} heat={heated} />
      <Extra stage={stage} view={view} />
    </>
  );
}
