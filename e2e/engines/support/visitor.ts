/** A browser window as the journeys need it, whichever engine and driver stand behind it. */
export interface Visitor {
  readonly engine: 'firefox' | 'webkit';
  goto(address: string): Promise<void>;
  /** Runs a function in the page. It must not refer to anything outside itself; argument and result travel as JSON. */
  evaluate<Argument, Result>(
    work: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
  /** A click with the pointer in the middle of the first element that matches, which is scrolled into view. */
  click(selector: string): Promise<void>;
  /** Presses the pointer at one point of the window, in CSS pixels, and lets go at another. */
  drag(from: Point, to: Point): Promise<void>;
  /** Keys as the keyboard types them into what has the focus. */
  type(text: string): Promise<void>;
  /** One key that is no letter, or a letter while Control is held. */
  press(key: 'Enter' | 'Escape' | 'Tab' | 'ArrowRight' | 'Control+A'): Promise<void>;
  /** Gives files on the disk to a file input. */
  choose(selector: string, paths: readonly string[]): Promise<void>;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}
