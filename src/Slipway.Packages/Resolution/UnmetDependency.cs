// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Packages;

/// <summary>Why a package can't be there.</summary>
/// <param name="Chain">The packages that lead to it, the one that was asked for first.</param>
/// <param name="Reason">What is missing, or in the way.</param>
internal sealed record UnmetDependency(IReadOnlyList<string> Chain, string Reason)
{
    /// <summary>The whole of it in one sentence without an end.</summary>
    public override string ToString() => Chain.Count == 0 ? Reason : $"{string.Join(" needs ", Chain)}{Reason}";
}
