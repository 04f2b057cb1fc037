import { useEffect, useState } from 'react';

/** The value once it has stood still for so long: a search per word, not per letter. */
export function useDelayed<T>(value: T, ms = 200): T {
  const [delayed, setDelayed] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(() => value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return delayed;
}
