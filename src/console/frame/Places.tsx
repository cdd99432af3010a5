import { Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import { isIn, type Place, PLACES } from './navigation.ts';
import styles from './Places.module.css';

/** The places of the console; the one we are in is marked for eyes and for screen readers. */
export function Places() {
  const path = useLocation({ select: (location) => location.pathname });
  return (
    <nav className={styles.places} aria-label="Places">
      {PLACES.map((place) => {
        const here = isIn(place, path);
        const Icon = place.icon;
        return (
          <Link
            key={place.to}
            to={place.to}
            className={styles.place}
            data-here={here || undefined}
            data-behind={place.onPhone === undefined || undefined}
            aria-current={here ? 'page' : undefined}
          >
            <Icon size={21} stroke={1.7} aria-hidden />
            <span>{place.label}</span>
          </Link>
        );
      })}
      <MorePlaces places={PLACES.filter(({ onPhone }) => onPhone === undefined)} path={path} />
    </nav>
  );
}

/** On a phone: the places for which its bar has no room. */
function MorePlaces({ places, path }: { readonly places: readonly Place[]; readonly path: string }) {
  const here = places.find((place) => isIn(place, path));
  return (
    <Menu position="top-end" width={220} shadow="md" withinPortal>
      <Menu.Target>
        <button
          type="button"
          className={`${styles.place} ${styles.more}`}
          data-here={here === undefined ? undefined : true}
          aria-label={here === undefined ? 'More places' : `More places, now ${here.label}`}
        >
          <IconDots size={21} stroke={1.7} aria-hidden />
          <span>{here?.label ?? 'More'}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {places.map(({ to, label, icon: Icon }) => (
          <Menu.Item
            key={to}
            component={Link}
            to={to}
            leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
            aria-current={here?.to === to ? 'page' : undefined}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
