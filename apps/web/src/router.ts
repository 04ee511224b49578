import { createRouter, createWebHashHistory, type Router } from 'vue-router';
import ChatScreen from './chat/ChatScreen.vue';
import NoConversation from './chat/NoConversation.vue';
import ConversationsScreen from './conversations/ConversationsScreen.vue';
import LoginScreen from './login/LoginScreen.vue';
import { useSession } from './session/index.ts';

/**
 * The page's addresses. They are behind `#`, so that any web server can serve the page and no address of it can clash
 * with the API's on the same origin.
 */
export function createAppRouter(): Router {
  const router = createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/login', name: 'login', component: LoginScreen },
      {
        path: '/',
        component: ConversationsScreen,
        children: [
          { path: '', name: 'conversations', component: NoConversation },
          { path: 'chat/:conversationId(\\d+)/:panel([a-z]+)?', name: 'chat', component: ChatScreen, props: true },
        ],
      },
      { path: '/:rest(.*)*', redirect: '/' },
    ],
  });
  router.beforeEach((to) => {
    const isSignedIn = useSession().phase === 'signedIn';
    if (!isSignedIn && to.name !== 'login') return { name: 'login', query: { next: to.fullPath } };
    if (isSignedIn && to.name === 'login') return '/';
    return true;
  });
  return router;
}
