/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "core/base/display_text.h"
#include "core/http/trust.h"

static void print_line(struct arena *arena, const char *label, struct string_view text)
{
	struct display_text clean = display_clean(arena, text);

	printf("%-12s %.*s\n", label, SV_ARG(display_view(clean)));
}

static void print_identity(
	struct cli *cli, const struct account *account, const struct tls_identity *identity)
{
	print_line(&cli->arena, "platform", sv(account_base_url(account, 0)));
	print_line(&cli->arena, "subject", string_view(&identity->subject));
	print_line(&cli->arena, "issuer", string_view(&identity->issuer));
	print_line(&cli->arena, "names", string_view(&identity->names));
	print_line(&cli->arena, "valid from", string_view(&identity->not_before));
	print_line(&cli->arena, "valid until", string_view(&identity->not_after));
	print_line(&cli->arena, "key SHA-256", sv(identity->key_sha256_hex));
	print_line(&cli->arena, "authority",
		identity->verified_by_system ? SV("this certificate is accepted without a pin as well")
					     : string_view(&identity->verify_message));
}

/* Nothing is changed by a yes: a person puts the line into the configuration. So a pipe may say it too. */
static enum exit_status ask(const struct tls_identity *identity)
{
	char line[128];
	const char *last = identity->key_sha256_hex + strlen(identity->key_sha256_hex) - 8;

	fputs("Compare the key with what the platform's operator told you. Trust it? Type yes, or its last 8 "
	      "digits: ",
		stderr);
	if (!fgets(line, sizeof(line), stdin)) {
		fputs("\nmeterdeck: nobody answered, so the key is not trusted\n", stderr);
		return EXIT_PERMISSION;
	}
	struct string_view answer = sv_trim(sv(line));
	if (sv_equal_fold(answer, sv(last)) || sv_equal_fold(answer, SV("yes")) ||
		sv_equal_fold(answer, SV("y")))
		return EXIT_DONE;
	fputs("Not trusted.\n", stderr);
	return EXIT_REFUSED;
}

static enum exit_status key_changed(const struct account *account, const struct tls_identity *identity)
{
	fprintf(stderr,
		"meterdeck: the key of \"%s\" is NOT the pinned one.\n"
		"  pinned: %s\n  found:  %s\n"
		"Nothing is sent to it. Ask the platform's operator whether the key was renewed; only then "
		"remove the\n"
		"tls_pin line and run this again.\n",
		account->name, account->tls_pin, identity->pin);
	return EXIT_PERMISSION;
}

static enum exit_status decide(
	struct cli *cli, const struct account *account, const struct tls_identity *identity)
{
	print_identity(cli, account, identity);
	if (account->tls_pin && strstr(account->tls_pin, identity->pin)) {
		fprintf(stderr, "This is the key that the configuration pins.\n");
		return EXIT_DONE;
	}
	if (account->tls_pin)
		return key_changed(account, identity);
	fflush(stdout);
	enum exit_status answer = ask(identity);
	if (answer != EXIT_DONE)
		return answer;
	fprintf(stderr, "Keep this line in [profile \"%s\"]:\n", account->name);
	printf("tls_pin = %s\n", identity->pin);
	return EXIT_DONE;
}

enum exit_status run_trust(struct cli *cli, int argc, char **argv)
{
	struct cli_arguments arguments;
	struct tls_identity identity = {0};
	enum exit_status status = EXIT_DONE;
	struct error err = {0};

	if (!cli_parse(cli, "trust", "PROFILE", NULL, 0, argc, argv, &arguments, &status))
		return status;
	if (arguments.count != 1)
		return cli_usage("trust", "say one profile");
	if (!cli_load_config(cli, false, &status))
		return status;
	const struct account *account = cli_account(cli, arguments.values[0], false, &status);
	if (!account)
		return status;
	const char *url = account_base_url(account, 0);
	if (strncmp(url, "https:", 6) != 0)
		return cli_usage("trust", "\"%s\" is plain http: there is no key to trust", account->name);
	status = tls_identity_fetch(url, account->timeout_ms, &identity, &err)
			 ? decide(cli, account, &identity)
			 : cli_fail(&err);
	tls_identity_free(&identity);
	return status;
}
