import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { configure } from './api/client'
import App from './App.vue'
import { router } from './router'
import { use_session } from './stores/session'
import './styles/tokens.css'
import './styles/base.css'
import './styles/parts.css'
import { language, use_language } from './text/language'

const app = createApp(App)
app.use(createPinia())
const session = use_session()
configure({
  language: () => language.value,
  csrf: () => session.csrf,
  signed_out: () => {
    session.forget()
    const here = router.currentRoute.value
    if (!here.meta['open']) void router.replace({ name: 'sign-in', query: { next: here.fullPath } })
  },
})
app.use(router)
void use_language(language.value).then(() => app.mount('#app'))
