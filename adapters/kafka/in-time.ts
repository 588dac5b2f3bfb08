/** Work with a connection that must not last for ever. */
import { ClientError } from './port.ts';

/** Work with a connection, in a bounded time: when it takes too long the connection is cut, and the work rejects. */
export async function inTime(
  limit: { readonly ms: number; readonly signal: AbortSignal; readonly kill: () => void },
  work: () => Promise<void>,
): Promise<void> {
  const { ms, signal, kill } = limit;
  let timer: NodeJS.Timeout | undefined;
  let cut: () => void = () => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const end = (message: string, reason: 'connect' | 'stopped') => {
      reject(new ClientError(message, { reason }));
      kill();
    };
    timer = setTimeout(() => end(`no answer within ${ms} ms`, 'connect'), ms);
    cut = () => end('the run was stopped', 'stopped');
    if (signal.aborted) cut();
    signal.addEventListener('abort', cut, { once: true });
  });
  try {
    await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cut);
  }
}
