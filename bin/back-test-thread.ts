// A thread of the worker that prices parts of a back-test beside the others.
import { serveParts } from '@/lib/rating/back-tests/serve-parts'

serveParts()
