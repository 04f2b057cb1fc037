/** One circle in eight parts, sales at the centre. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden>
      <path d="M16 4a12 12 0 0 1 11.1 7.4M28 16a12 12 0 0 1-7.4 11.1M16 28A12 12 0 0 1 4.9 20.6M4 16a12 12 0 0 1 7.4-11.1"
        stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
      <circle cx="16" cy="16" r="4.5" className="mark-centre" />
    </svg>
  );
}
