using Gateway.Configuration;

namespace Gateway.Answers;

/// <summary>Adds the gateway's own answers.</summary>
public static class AnswersSetup
{
    /// <summary>Adds the answers with <c>Gateway:SignIn</c>, which tells where a person signs in.</summary>
    public static IServiceCollection AddAnswers(this IServiceCollection services) =>
        services.AddChecked<SignInOptions>("SignIn").AddSingleton<SignInLocation>().AddSingleton<Answer>();
}
