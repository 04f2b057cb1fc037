/** One circle in eight parts, sales at the centre. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden>
      <path
        d="M16 4a12 12 0 0 1 11 7M28 16a12 12 0 0 1-7 11M16 28a12 12 0 0 1-11-7M4 16a12 12 0 0 1 7-11"
        stroke="currentColor"
        strokeWidth="3"
        strokeLinecap="round"
      />
      <circle cx="16" cy="16" r="4.5" className="mark-centre" />
    </svg>
  );
}
