// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Check;

/// <summary>Names of Python packages, which differ in writing and mean the same (PEP 503).</summary>
internal static class PythonName
{
    /// <summary>In lower case, with one <c>-</c> for each run of <c>-</c>, <c>_</c> and <c>.</c>.</summary>
    internal static string Normalise(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var character in name)
        {
            if (character is not ('-' or '_' or '.'))
                text.Append(char.ToLowerInvariant(character));
            else if (text.Length == 0 || text[^1] != '-')
                text.Append('-');
        }
        return text.ToString();
    }
}
