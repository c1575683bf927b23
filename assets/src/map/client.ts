/** The page's side of the worker: a question, and later its answer. */
import type { Envelope, Question, Questions, Reply } from './messages';

interface Waiting {
  resolve: (answer: never) => void;
  reject: (reason: Error) => void;
}

export class Client {
  private readonly worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  constructor() {
    this.worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => this.take(data));
    this.worker.addEventListener('error', (event) => this.fail(new Error(event.message)));
  }

  ask<Q extends Question>(question: Q, ask: Questions[Q]['ask']): Promise<Questions[Q]['answer']> {
    const id = (this.last += 1);
    this.worker.postMessage({ id, question, ask } satisfies Envelope);
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  private take(reply: Reply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if ('error' in reply) waiting?.reject(new Error(reply.error));
    else waiting?.resolve(reply.answer as never);
  }

  /** The worker itself could not start or broke: nobody will answer any more. */
  private fail(reason: Error): void {
    for (const { reject } of this.waiting.values()) reject(reason);
    this.waiting.clear();
  }
}
