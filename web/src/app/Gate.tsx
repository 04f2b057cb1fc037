import { Suspense } from 'react';
import { Failed, Loading } from '../ui/Empty.tsx';
import { Toasts } from '../ui/toast.tsx';
import { Login } from './Login.tsx';
import { useSession } from './session.ts';
import { Shell } from './Shell.tsx';

/** Nothing is shown without a session; the address stays, so that a login leads to the page asked for. */
export function Gate() {
  const session = useSession();
  if (session.isPending)
    return (
      <div className="screen">
        <Loading rows={3} />
      </div>
    );
  if (session.isError) {
    return (
      <main className="screen">
        <Failed isPage error={session.error} onRetry={() => void session.refetch()} />
      </main>
    );
  }
  return (
    <>
      {session.data ? (
        <Suspense
          fallback={
            <div className="screen">
              <Loading rows={3} />
            </div>
          }
        >
          <Shell />
        </Suspense>
      ) : (
        <Login />
      )}
      <Toasts />
    </>
  );
}
