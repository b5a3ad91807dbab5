// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Http;

namespace Slipway.Registry;

/// <summary>What clients show to people beside a success (distribution-spec, "Warnings").</summary>
internal static class ResponseWarning
{
    /// <summary>Adds a warning; nothing where there is none.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="text">A clause of ASCII letters, without quotes.</param>
    public static void Add(HttpResponse response, string? text)
    {
        if (text is not null)
            response.Headers.Append("Warning", $"299 - \"{text}\"");
    }
}
