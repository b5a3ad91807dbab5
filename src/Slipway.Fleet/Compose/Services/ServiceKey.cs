// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>A key of a Compose service: what becomes of it.</summary>
/// <param name="Name">The key.</param>
/// <param name="Remark">What it means here, or why it is refused and what to do, a clause.</param>
/// <param name="Read">Adds what it says to a service; null for a key that is refused.</param>
internal sealed record ServiceKey(string Name, string Remark, Func<ComposeService, ComposeNode, ComposeScope, ComposeService>? Read)
{
    /// <summary>A key that is refused.</summary>
    internal static ServiceKey Refused(string name, string remedy) => new(name, remedy, null);
}
