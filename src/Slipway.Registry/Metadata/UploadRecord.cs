// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;

namespace Slipway.Registry;

/// <summary>What the records say of an upload that isn't finished. How much has arrived, its file knows.</summary>
/// <param name="Id">32 lower-case hex digits; also the file's name.</param>
/// <param name="Repository">Where it goes.</param>
/// <param name="Algorithm">What it is hashed with as it arrives: <c>sha256</c> or <c>sha512</c>.</param>
/// <param name="Started">When, in milliseconds since 1970.</param>
/// <param name="StartedBy">Who, or null for nobody known.</param>
internal sealed record UploadRecord(string Id, RepositoryName Repository, string Algorithm, long Started, string? StartedBy);
