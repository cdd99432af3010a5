import { Link, useLocation } from '@tanstack/react-router';
import { isIn, PLACES } from './navigation.ts';
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
            aria-current={here ? 'page' : undefined}
          >
            <Icon size={21} stroke={1.7} aria-hidden />
            <span>{place.label}</span>
          </Link>
        );
      })}
    </nav>
  );
}
