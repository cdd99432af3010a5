import { Button } from '@mantine/core';
import { useGuard } from '../../parts/use-guard.ts';

interface RemoveButtonProps {
  /** The mutation that removes what the dialog shows. */
  readonly remove: { readonly isPending: boolean; readonly mutateAsync: () => Promise<unknown> };
  /** What goes with it. */
  readonly tip: string;
}

/** Removes what a dialog shows, once however often it is pressed. */
export function RemoveButton({ remove, tip }: RemoveButtonProps) {
  const drop = useGuard(() => remove.mutateAsync());
  return (
    <Button variant="default" loading={remove.isPending} onClick={drop} data-tip={tip}>
      Remove
    </Button>
  );
}
