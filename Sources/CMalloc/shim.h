// The C library's allocator, which Swift's Glibc module leaves out.
#ifndef CMALLOC_SHIM_H
#define CMALLOC_SHIM_H

#include <malloc.h>

// Tells glibc's allocator what a server of small requests needs. Other C libraries have no such settings.
//
// Without fast bins, a block of a kilobyte or more (every response) is found without first merging all small ones; the
// small ones live in each thread's own cache all the same.
static inline void cmalloc_tune(void) {
#ifdef M_MXFAST
    mallopt(M_MXFAST, 0);
#endif
}

#endif
