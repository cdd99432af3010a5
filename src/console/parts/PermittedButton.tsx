import { Button, type ButtonProps } from '@mantine/core';
import type { Permission } from '../../api/permissions.ts';
import { useMay } from '../data/session.ts';
import { whyNot } from '../words/roles.ts';

interface PermittedButtonProps extends ButtonProps {
  readonly permission: Permission;
  /** Stands out where the person may press it. */
  readonly isPrimary?: boolean;
  /** What pressing it means, for those who may. */
  readonly tip?: string;
  readonly 'aria-label'?: string;
  readonly onClick: () => void;
}

/** A button that does nothing without a permission, and says why. It stays in reach of keyboard and screen reader. */
export function PermittedButton({ permission, isPrimary = false, tip, onClick, ...button }: PermittedButtonProps) {
  const may = useMay(permission);
  return (
    <Button
      variant={isPrimary && may ? 'filled' : 'default'}
      {...button}
      aria-disabled={may ? undefined : true}
      data-tip={may ? tip : whyNot(permission)}
      onClick={() => {
        if (may) onClick();
      }}
    />
  );
}
