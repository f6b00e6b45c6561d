using System.Reflection;
using System.Reflection.Emit;

namespace Gateway.Tests.Conventions;

/// <summary>
/// Reads out of compiled code what a type uses: what it declares, its locals, and every type and member that its instructions name.
/// Unlike the source it hides no type behind <c>var</c>, an extension method or a chain of calls.
/// </summary>
internal static class CompiledUses
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>The types that <paramref name="type"/> uses in any way.</summary>
    public static IEnumerable<Type> TypesOf(Type type) => DeclaredBy(type).Concat(MembersOf(type).SelectMany(TypesIn)).SelectMany(Unfold).Distinct();

    /// <summary>The members and types that the instructions of <paramref name="type"/> name.</summary>
    public static IEnumerable<MemberInfo> MembersOf(Type type) => BodiesOf(type).SelectMany(Instructions).Distinct();

    private static IEnumerable<Type> DeclaredBy(Type type) =>
        [
            .. type.BaseType is { } parent ? [parent] : Type.EmptyTypes,
            .. type.GetInterfaces(),
            .. type.GetCustomAttributesData().Select(attribute => attribute.AttributeType),
            .. type.GetFields(Declared).Select(field => field.FieldType),
            .. type.GetMembers(Declared).SelectMany(member => member.GetCustomAttributesData()).Select(attribute => attribute.AttributeType),
            .. type.GetMethods(Declared).Select(method => method.ReturnType),
            .. BodiesOf(type).SelectMany(method => method.GetParameters()).Select(parameter => parameter.ParameterType),
            .. BodiesOf(type).SelectMany(method => method.GetMethodBody()?.LocalVariables ?? []).Select(local => local.LocalType),
            .. BodiesOf(type).SelectMany(method => method.GetMethodBody()?.ExceptionHandlingClauses ?? []).Select(CaughtBy).OfType<Type>(),
            .. type.GetMethods(Declared).SelectMany(method => method.GetGenericArguments()),
            .. type.GetGenericArguments(),
        ];

    private static IEnumerable<MethodBase> BodiesOf(Type type) => [.. type.GetMethods(Declared), .. type.GetConstructors(Declared)];

    private static Type? CaughtBy(ExceptionHandlingClause clause) => clause.Flags is ExceptionHandlingClauseOptions.Clause ? clause.CatchType : null;

    private static IEnumerable<Type> TypesIn(MemberInfo member) =>
        member switch
        {
            Type type => [type],
            MethodInfo { IsGenericMethod: true } method => [method.DeclaringType!, .. method.GetGenericArguments()],
            _ => member.DeclaringType is { } owner ? [owner] : [],
        };

    private static IEnumerable<Type> Unfold(Type type) =>
        type.HasElementType ? Unfold(type.GetElementType()!)
        : type.IsGenericParameter ? type.GetGenericParameterConstraints()
        : type.IsGenericType ? [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().Where(argument => !argument.IsGenericParameter).SelectMany(Unfold)]
        : [type];

    private static IEnumerable<MemberInfo> Instructions(MethodBase method)
    {
        var il = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        var (ofType, ofMethod) = (method.DeclaringType!.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : []);
        for (var at = 0; at < il.Length; )
        {
            var code = Codes[il[at] is 0xFE ? (short)(0xFE00 | il[at + 1]) : il[at]];
            at += code.Size;
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
                yield return method.Module.ResolveMember(BitConverter.ToInt32(il, at), ofType, ofMethod)!;
            at += SizeOf(code.OperandType, il, at);
        }
    }

    private static int SizeOf(OperandType operand, byte[] il, int at) =>
        operand switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
            _ => 4,
        };
}
