/** How well the model does on annotated pictures. */
export default function EvaluateView() {
  return (
    <main>
      <h2>Evaluate on annotated pictures</h2>
    </main>
  );
}
