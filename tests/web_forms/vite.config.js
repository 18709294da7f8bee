import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [vue()],
  logLevel: 'warn',
  build: { chunkSizeWarningLimit: 4000, reportCompressedSize: false, rollupOptions: { checks: { pluginTimings: false, eval: false } } },
})
