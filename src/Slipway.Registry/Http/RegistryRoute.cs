// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Http;

namespace Slipway.Registry;

/// <summary>What answers a method on a resource, and what the request must be allowed to do. There is no route without such a rule.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Resource">What the path names.</param>
/// <param name="Action">What must be allowed; <see cref="RegistryAction.None"/> for a login of any kind.</param>
/// <param name="Handle">What answers.</param>
internal sealed record RegistryRoute(string Method, RegistryResource Resource, RegistryAction Action, Func<RegistryRequest, Task<IResult>> Handle);
