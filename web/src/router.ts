import { createRouter, createWebHistory } from 'vue-router'
import AuditFrame from './pages/AuditFrame.vue'
import Audits from './pages/Audits.vue'
import Consent from './pages/Consent.vue'
import Findings from './pages/Findings.vue'
import FormPage from './pages/FormPage.vue'
import FormPaper from './pages/FormPaper.vue'
import FormTexts from './pages/FormTexts.vue'
import Forms from './pages/Forms.vue'
import Inbox from './pages/Inbox.vue'
import Missing from './pages/Missing.vue'
import Overview from './pages/Overview.vue'
import PhotoPage from './pages/PhotoPage.vue'
import Photos from './pages/Photos.vue'
import SignIn from './pages/SignIn.vue'
import SubmissionPage from './pages/SubmissionPage.vue'
import Themes from './pages/Themes.vue'
import Trail from './pages/Trail.vue'
import Urgent from './pages/Urgent.vue'
import { use_session } from './stores/session'

// All pages travel together: they are small, and one file comes faster than ten.
export const router = createRouter({
  history: createWebHistory('/'),
  routes: [
    { path: '/sign-in', name: 'sign-in', component: SignIn, meta: { open: true } },
    { path: '/', name: 'audits', component: Audits },
    {
      path: '/a/:slug',
      component: AuditFrame,
      children: [
        { path: '', name: 'overview', component: Overview },
        { path: 'findings', name: 'findings', component: Findings },
        { path: 'forms', name: 'forms', component: Forms },
        { path: 'forms/:form', name: 'form', component: FormPage },
        { path: 'forms/:form/texts', name: 'form-texts', component: FormTexts },
        { path: 'forms/:form/paper', name: 'form-paper', component: FormPaper },
        { path: 'themes', name: 'themes', component: Themes },
        { path: 'consent', name: 'consent', component: Consent },
        { path: 'photos', name: 'photos', component: Photos },
        { path: 'photos/:id', name: 'photo', component: PhotoPage },
        { path: 'trail', name: 'trail', component: Trail },
        { path: 'submissions', name: 'inbox', component: Inbox },
        { path: 'submissions/:id', name: 'submission', component: SubmissionPage },
        { path: 'urgent', name: 'urgent', component: Urgent },
      ],
    },
    { path: '/:rest(.*)*', name: 'missing', component: Missing, meta: { open: true } },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})

router.beforeEach(async (to) => {
  if (to.meta['open']) return true
  const session = use_session()
  try {
    await session.load()
  } catch {
    // The page says what is wrong when it asks the server itself.
    return true
  }
  return session.signed_in ? true : { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
})
