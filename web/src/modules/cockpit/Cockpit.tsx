import { Decisions } from './Decisions.tsx';
import { Kpis } from './Kpis.tsx';
import { PromiseBar } from './PromiseBar.tsx';
import { Ranking } from './Ranking.tsx';
import { StoryChart } from './StoryChart.tsx';
import './cockpit.css';

/** How sales stand: the figures, where the quarter is, its course, what to decide, who earns it. */
export function Cockpit() {
  return (
    <>
      <Kpis />
      <PromiseBar />
      <div className="cockpit-pair">
        <StoryChart />
        <Decisions />
      </div>
      <div className="cockpit-even">
        <Ranking by="customer" word="rankCustomers" />
        <Ranking by="item" word="rankItems" />
      </div>
    </>
  );
}
