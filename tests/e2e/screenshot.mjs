// Makes the pictures of the two READMEs from the demo company: node tests/e2e/screenshot.mjs
import { fileURLToPath } from 'node:url';
import { open, people, prefer, signIn } from './face.mjs';
import { journey, openBrowser, startHouse } from './house.mjs';

const size = { viewport: { width: 1440, height: 900 }, traced: false };
const pictures = { en: 'screenshot.png', zh: 'screenshot.zh-CN.png' };

const house = await startHouse();
const browser = await openBrowser();
try {
    for (const [language, name] of Object.entries(pictures)) {
        await journey(browser, 'screenshot', size, async (page) => {
            await prefer(page.context(), { language });
            await signIn(page.context(), house, people.seller, language);
            await open(page, house.url);
            const path = fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
            await page.screenshot({ path });
        });
    }
} finally {
    await browser.close();
    await house.stop();
}
