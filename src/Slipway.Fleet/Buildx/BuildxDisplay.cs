// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>How buildx shows its progress.</summary>
/// <param name="Kind">Its word for <c>--progress</c>: auto, tty, plain, quiet or rawjson.</param>
/// <param name="Output">Where it goes, the caller's to dispose; null is this process's own standard error, a terminal.</param>
public sealed record BuildxDisplay(string Kind, Stream? Output);
