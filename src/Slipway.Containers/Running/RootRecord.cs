// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>Whose a mounted root is.</summary>
internal sealed record RootRecord(ProcessIdentity Owner);
