// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.Fleet;

/// <summary>
/// Tells which variables of an environment hold secrets. Nothing in a fleet file marks them, so their names decide, and addresses that have a password in them; a path to a file is none.
/// </summary>
internal static partial class SecretNames
{
    [GeneratedRegex(@"(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|APIKEY|CREDENTIALS?|CONNECTION_?STRING|(?:\A|[_.-])(?:PASS|PWD|KEY|KEY_ID|AUTH|DSN))\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9+.-]*://[^/?#@]*:[^/?#@]+@", RegexOptions.CultureInvariant)]
    private static partial Regex AddressWithPassword();

    internal static bool IsSecret(string name, string value) => AddressWithPassword().IsMatch(value) || (Name().IsMatch(name) && !value.StartsWith('/'));
}
