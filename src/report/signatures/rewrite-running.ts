import { commandLine } from '../hints.ts';
import type { SignatureWords } from '../signature-form.ts';
import { numberText } from '../units.ts';

export const rewriteRunningWords: SignatureWords<'rewrite-running'> = {
  name: 'Secrets are being rewritten now',
  text: ({ details: { server, rewritten, total } }, hints) => ({
    what:
      rewritten === undefined || total === undefined
        ? `${server} is rewriting Secrets now`
        : `${server} is rewriting Secrets now: ${numberText(rewritten)} of ${numberText(total)} are under its writing key`,
    meaning: ['It goes on by itself, whatever becomes of the command that began it.'],
    next: [`Wait, and look again: ${commandLine(hints, 'doctor')}`],
    not: [`restart ${server}, upgrade it or reboot its host.`, 'send another stage command.'],
  }),
};
