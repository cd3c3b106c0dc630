export { ListLoading as default } from '../list-loading'
