/* SPDX-License-Identifier: MIT */
#include "core/model/account.h"

#include <stddef.h>

const char *account_base_url(const struct account *account, unsigned base)
{
	if (account->url)
		return account->url;
	return base == 0 ? account->data_url : account->control_url;
}
