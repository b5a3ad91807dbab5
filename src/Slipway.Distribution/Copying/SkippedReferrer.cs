// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Distribution;

/// <summary>What the source lists as referring to an image and was not copied, for it is not what the list says.</summary>
/// <param name="Referrer">What is listed.</param>
/// <param name="Subject">As referring to what.</param>
/// <param name="Reason">Why it stays, a clause.</param>
public sealed record SkippedReferrer(Digest Referrer, Digest Subject, string Reason);
