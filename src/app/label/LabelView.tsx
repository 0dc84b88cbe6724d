/** Boxes for many pictures at once, reviewed and saved. */
export default function LabelView() {
  return (
    <main>
      <h2>Label many pictures</h2>
    </main>
  );
}
