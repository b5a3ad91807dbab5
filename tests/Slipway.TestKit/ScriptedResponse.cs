// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;

namespace Slipway.TestKit;

/// <summary>What a <see cref="ScriptedServer"/> answers.</summary>
/// <param name="Status">The status.</param>
public sealed record ScriptedResponse(HttpStatusCode Status)
{
    /// <summary>The body; its length is announced unless the headers announce another.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>The headers.</summary>
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>The connection breaks after so many bytes of the body; null sends all.</summary>
    public int? CutAfter { get; init; }

    /// <summary>The connection stays open, and silent, after the body.</summary>
    public bool StallsAfterwards { get; init; }

    /// <summary>Nothing is ever answered.</summary>
    public bool IsSilent { get; init; }

    /// <summary>A response with a text.</summary>
    public static ScriptedResponse Text(HttpStatusCode status, string text) => new(status) { Body = Encoding.UTF8.GetBytes(text) };

    /// <summary>A response that leads elsewhere.</summary>
    public static ScriptedResponse Redirect(string location, HttpStatusCode status = HttpStatusCode.TemporaryRedirect) =>
        new(status) { Headers = { ["Location"] = location } };
}
