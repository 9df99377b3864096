/* SPDX-License-Identifier: MIT */
#pragma once
/*
 * Contracts that the compiler checks, under names short enough to stand in a prototype.
 */
#define PRINTF(text, first) __attribute__((__format__(__printf__, text, first)))
#define MUST_CHECK          __attribute__((warn_unused_result))
#define NONNULL(...)        __attribute__((nonnull(__VA_ARGS__)))
#define RETURNS_NONNULL     __attribute__((returns_nonnull))
#define NORETURN            __attribute__((noreturn))
#define UNUSED              __attribute__((unused))
#define CLEANUP(function)   __attribute__((cleanup(function)))
#define FALLTHROUGH         __attribute__((fallthrough))

#define ARRAY_SIZE(array)                   (sizeof(array) / sizeof((array)[0]))
#define MIN(a, b)                           ((a) < (b) ? (a) : (b))
#define MAX(a, b)                           ((a) > (b) ? (a) : (b))
#define CONTAINER_OF(pointer, type, member) ((type *)(void *)((char *)(pointer)-offsetof(type, member)))
