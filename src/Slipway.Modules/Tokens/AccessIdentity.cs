// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Modules;

/// <summary>Whom a token speaks for.</summary>
/// <param name="UserId">The user, as the audit log names it.</param>
/// <param name="Email">The user's address.</param>
/// <param name="Role">What the user may do.</param>
/// <param name="TokenId">The token's own id.</param>
/// <param name="Expires">Until when the token is good.</param>
public sealed record AccessIdentity(string UserId, string Email, AccessRole Role, string TokenId, DateTimeOffset Expires);
