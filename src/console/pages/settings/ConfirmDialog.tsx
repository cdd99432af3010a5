import { FormDialog } from '../../parts/FormDialog.tsx';

/** A question before something is done: what will happen, and the verb that does it. */
export interface Question {
  readonly title: string;
  readonly effect: string;
  readonly verb: string;
  readonly act: () => void;
}

/** The page shows how the act went; the dialog is closed by then. */
const NOT_WAITED_FOR = { error: null, isPending: false };

/** Shows what will happen before it happens. */
export function ConfirmDialog({ question, onClose }: { readonly question: Question; readonly onClose: () => void }) {
  const { title, effect, verb, act } = question;
  return (
    <FormDialog
      title={title}
      effect={effect}
      verb={verb}
      act={NOT_WAITED_FOR}
      onSend={async () => {
        act();
        onClose();
      }}
      onClose={onClose}
    />
  );
}
