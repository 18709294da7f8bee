import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { mock } from './mock/plugin.ts'
import { catalogue } from './scripts/catalogue.ts'

const page = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

export default defineConfig({
  plugins: [vue(), catalogue(), mock()],
  define: { __VUE_OPTIONS_API__: false, __VUE_PROD_DEVTOOLS__: false },
  build: {
    target: ['es2022', 'chrome96', 'firefox102', 'safari15.4'],
    // The pages' content security policy allows files of this origin only: nothing is inlined into style or markup.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The form engine, which loads while people read.
    chunkSizeWarningLimit: 1000,
    rollupOptions: { checks: { pluginTimings: false, eval: false }, input: { index: page('index.html'), participant: page('participant.html') } },
  },
  server: { fs: { allow: [page('..')] } },
})
