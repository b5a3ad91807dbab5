// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Slipway.Build;

/// <summary>SOURCE_DATE_EPOCH: the time that nothing of an image is younger than.</summary>
internal static class SourceDate
{
    private const string Name = "SOURCE_DATE_EPOCH";

    /// <summary>The time that a target's build arg says, or else the request's; null where neither does.</summary>
    /// <exception cref="DefinitionException">The build arg is no number of seconds.</exception>
    public static DateTimeOffset? Of(BuildTarget target, BuildOptions options)
    {
        if (!target.Args.TryGetValue(Name, out var text) || text.Length == 0)
            return options.SourceDateEpoch;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) && seconds is > -62135596800 and < 253402300800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new DefinitionException($"the build arg {Name} of '{target.Name}' is '{text}', which is no number of seconds since 1970");
    }
}
