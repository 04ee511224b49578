import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import './design/form.css';
import './design/menu.css';
import './design/reset.css';
import './design/tokens.css';
import { detectLanguage } from './i18n/language.ts';
import { createTexts } from './i18n/use-texts.ts';
import { createAppRouter } from './router.ts';
import { useSession } from './session/index.ts';

const app = createApp(App);
app.use(createPinia());
app.use(createTexts(detectLanguage(navigator.languages)));

const session = useSession();
await session.start();
app.use(createAppRouter());
app.mount('#app');
