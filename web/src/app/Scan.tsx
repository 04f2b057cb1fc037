import { useNavigate } from '@tanstack/react-router';
import { ScanLine } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Empty } from '../ui/Empty.tsx';
import { RecordLink } from '../ui/Value.tsx';
import { useLabels, useWords } from './language.ts';
import { pathOf, titleOf } from './meta.ts';
import { useFind } from './useFind.ts';

interface Detector {
  detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]>;
}
const BarcodeDetector = (globalThis as { BarcodeDetector?: new () => Detector }).BarcodeDetector;

/** A code from a hand scanner, the keyboard or the camera leads to its record. */
export function Scan() {
  const t = useWords();
  const label = useLabels();
  const navigate = useNavigate();
  const [code, setCode] = useState('');
  const [camera, setCamera] = useState(false);
  const { found, isBusy } = useFind(code);
  const only = found.length === 1 && found[0]!.rows.length === 1 ? found[0] : undefined;
  const open = () =>
    only &&
    void navigate({
      to: '/$module/$noun/$id',
      params: { ...pathOf(only.noun.name), id: only.rows[0]!.id },
    });
  return (
    <>
      <header className="page-head">
        <h1>{t('scan')}</h1>
      </header>
      <section className="card pad">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            open();
          }}
        >
          <label className="field">
            <span className="field-label">{t('scanCode')}</span>
            <input
              className="input"
              autoFocus
              autoComplete="off"
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          </label>
        </form>
        {BarcodeDetector && navigator.mediaDevices && !camera && (
          <button type="button" className="button" onClick={() => setCamera(true)}>
            {t('useCamera')}
          </button>
        )}
        {camera && (
          <Camera
            onCode={(next) => {
              setCode(next);
              setCamera(false);
            }}
          />
        )}
        {code.trim().length > 1 && found.length === 0 && !isBusy && (
          <Empty title={t('nothingFound')} icon={ScanLine} />
        )}
        {found.map(({ noun, rows }) => (
          <div key={noun.name}>
            <h2 className="side-part">{label(noun.plural)}</h2>
            {rows.map((row) => (
              <p key={row.id}>
                <RecordLink noun={noun.name} id={row.id}>
                  {titleOf(noun, row) || t('unnumbered')}
                </RecordLink>
              </p>
            ))}
          </div>
        ))}
      </section>
    </>
  );
}

const lookMs = 250;

function Camera({ onCode }: { onCode: (code: string) => void }) {
  const t = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    let stream: MediaStream | undefined;
    const detector = new BarcodeDetector!();
    const look = async () => {
      const codes = video.current?.readyState ? await detector.detect(video.current).catch(() => []) : [];
      if (codes[0]) onCode(codes[0].rawValue);
    };
    const timer = setInterval(() => void look(), lookMs);
    navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } }).then(
      (opened) => {
        stream = opened;
        if (video.current) video.current.srcObject = opened;
      },
      () => setRefused(true),
    );
    return () => {
      clearInterval(timer);
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, []);
  if (refused)
    return (
      <p className="alert" role="alert">
        {t('cameraRefused')}
      </p>
    );
  return <video ref={video} className="camera" autoPlay playsInline muted aria-label={t('useCamera')} />;
}
