// SPDX-License-Identifier: Apache-2.0
namespace Slipway.TestKit;

/// <summary>A request that a <see cref="ScriptedServer"/> got.</summary>
/// <param name="Method">The verb.</param>
/// <param name="Target">Path and query, as sent.</param>
/// <param name="Headers">The headers' values by name.</param>
/// <param name="Body">The body.</param>
public sealed record ScriptedRequest(string Method, string Target, ILookup<string, string> Headers, byte[] Body)
{
    /// <summary>The header <c>Authorization</c>, or null.</summary>
    public string? Authorization => Headers["Authorization"].FirstOrDefault();

    /// <summary>Verb and target.</summary>
    public override string ToString() => $"{Method} {Target}";
}
