/**
 * A file is sent by script, so that its progress shows and a cut connection loses nothing: neither
 * the fields nor the file. Where no file is chosen the browser sends the form as ever.
 */
import { startViews } from '../base/main';

function say(form: HTMLFormElement, words: string): void {
  form.querySelector('.error-explanation')?.remove();
  const note = document.createElement('div');
  note.className = 'note bad error-explanation';
  note.setAttribute('role', 'alert');
  note.tabIndex = -1;
  const text = document.createElement('p');
  text.textContent = words;
  note.append(text);
  form.prepend(note);
  note.focus();
}

function busy(form: HTMLFormElement, on: boolean): void {
  for (const button of form.querySelectorAll<HTMLButtonElement>('.actions-bar button')) {
    if (on) button.setAttribute('aria-busy', 'true');
    else button.removeAttribute('aria-busy');
  }
  const progress = form.querySelector<HTMLProgressElement>('[data-city-progress]');
  if (progress) progress.hidden = !on;
  form.toggleAttribute('data-city-sending', on);
}

/** The form as the site gives it back, with its errors, and with the file that it cannot give back. */
function replace(form: HTMLFormElement, html: string): void {
  const answer = new DOMParser().parseFromString(html, 'text/html');
  const id = form.getAttribute('id') ?? ''; // `form.id` is its field of that name
  const fresh = answer.querySelector<HTMLFormElement>(`form#${CSS.escape(id)}`);
  if (!fresh) {
    const words = answer.querySelector('main')?.textContent?.trim().replace(/\s+/g, ' ');
    say(form, words || (form.dataset['wordsFailed'] ?? ''));
    return;
  }
  const files = form.querySelector<HTMLInputElement>('input[type="file"]')?.files ?? null;
  const adopted = document.adoptNode(fresh);
  form.replaceWith(adopted);
  const input = adopted.querySelector<HTMLInputElement>('input[type="file"]');
  if (input && files) input.files = files;
  startViews();
}

/** Take over the sending of a form in which a file is chosen. */
export function sendFile(form: HTMLFormElement, event: SubmitEvent): void {
  const input = form.querySelector<HTMLInputElement>('input[type="file"]');
  if (form.hasAttribute('data-city-sending')) return event.preventDefault();
  if (!input || input.disabled || !input.files?.length) return;
  event.preventDefault();
  if (input.validationMessage) return say(form, input.validationMessage);
  const request = new XMLHttpRequest();
  const failed = (): void => { busy(form, false); say(form, form.dataset['wordsFailed'] ?? ''); };
  request.open('POST', form.action);
  request.setRequestHeader('X-City-Form', '1');
  request.upload.addEventListener('progress', (sent) => {
    const progress = form.querySelector<HTMLProgressElement>('[data-city-progress]');
    if (progress && sent.lengthComputable) progress.value = sent.loaded / sent.total;
  });
  request.addEventListener('error', failed);
  request.addEventListener('load', () => {
    busy(form, false);
    if (request.getResponseHeader('content-type')?.startsWith('application/json')) {
      location.assign((JSON.parse(request.responseText) as { location: string }).location);
    } else if (request.status >= 500 && request.status !== 500) failed();
    else replace(form, request.responseText);
  });
  request.send(new FormData(form, event.submitter));
  busy(form, true);
}
