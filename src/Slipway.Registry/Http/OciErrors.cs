// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>The body of an answer that isn't a success.</summary>
/// <param name="Errors">What is wrong, at least one.</param>
internal sealed record OciErrors(IReadOnlyList<OciError> Errors);
