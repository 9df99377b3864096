/* SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "core/base/attributes.h"

/*
 * Errors are values. A function that can fail takes a struct error as its last parameter and returns false
 * (or NULL); the error then says, in one sentence, what was being done and why it did not work. A caller that
 * knows more puts its own words in front with error_wrap(). Pass NULL where the sentence is not wanted.
 */
enum error_code {
	ERROR_NONE = 0,
	ERROR_USAGE,       /* the operator asked in a wrong way                       exit status 2  */
	ERROR_CONFIG,      /* the configuration is wrong                              78 */
	ERROR_IO,          /* a file, a pipe, a terminal                              74 */
	ERROR_STORE,       /* SQLite or the data directory                            74 */
	ERROR_UNREACHABLE, /* nothing reached the platform                            69 */
	ERROR_TIMEOUT,     /* the platform did not answer in time                     69 */
	ERROR_BROKEN,      /* the connection broke, or the answer was cut short       69 */
	ERROR_TLS,         /* certificate, pin or protocol                            77 */
	ERROR_MALFORMED,   /* an answer or a text that is not what its document says  1 */
	ERROR_REFUSED,     /* the platform understood and said no                     1 */
	ERROR_LOGIN,       /* the session is missing or over: log in again            77 */
	ERROR_CAPTCHA,     /* a person must read a picture first                      77 */
	ERROR_TOO_FAST,    /* the platform's rate limit                               69 */
	ERROR_NOT_FOUND,   /* no such meter, profile, record                          1 */
	ERROR_RANGE,       /* a number or a text outside its bounds                   1 */
	ERROR_PERMISSION,  /* not allowed here                                        77 */
	ERROR_BUSY,        /* somebody else holds it                                  75 */
	ERROR_CANCELLED,   /* taken back by the operator                              1 */
};

#define ERROR_MESSAGE_MAX 512

struct error {
	enum error_code code;
	char message[ERROR_MESSAGE_MAX]; /* UTF-8, one sentence without a full stop, never a secret */
};

/* Always false, so that `return error_set(err, ...)` reads as what it is. A NULL err is allowed. */
bool error_set(struct error *err, enum error_code code, const char *format, ...) PRINTF(3, 4);

/* Puts "words: " before what is there and keeps the code. Always false. */
bool error_wrap(struct error *err, const char *format, ...) PRINTF(2, 3);

/* The same with the text of an errno value behind it: "opening x: Permission denied". Always false. */
bool error_errno(struct error *err, enum error_code code, int number, const char *format, ...) PRINTF(4, 5);

void error_clear(struct error *err);

/* A short word for logs and --json: "unreachable", "refused", ... */
const char *error_word(enum error_code code) RETURNS_NONNULL;

/*
 * A programmer's mistake: runs the fatal hook (the screen registers one that restores the terminal), says
 * where on stderr and aborts. Never for bad input.
 */
void bug(const char *file, int line, const char *what) NORETURN;
#define BUG_ON(condition) ((condition) ? bug(__FILE__, __LINE__, #condition) : (void)0)

/* The hook must be async-signal-safe. NULL takes it away. The only process-wide state of this layer. */
void error_set_fatal_hook(void (*hook)(void));
