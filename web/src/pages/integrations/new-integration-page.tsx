import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { InstanceAnswer } from '../../../../src/server/api/instances.ts';
import { api } from '../../api/client.ts';
import { useIsAdministrator } from '../../api/session.ts';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { fieldProblems } from './field-problems.ts';
import { type FormValues, formValues, newBody, openOptions, typedSecrets } from './form-values.ts';
import { IntegrationForm } from './integration-form.tsx';
import { FORM_PARTS, type FormParts, INTEGRATIONS, integration } from './integration-queries.ts';
import { TestCredentials } from './test-credentials.tsx';
import { UnsavedGuard } from './unsaved-guard.tsx';

/** Sets up an integration. */
export function NewIntegrationPage() {
  const isAdministrator = useIsAdministrator();
  const { data, error, refetch } = useQuery({ ...FORM_PARTS, enabled: isAdministrator });
  if (!isAdministrator) {
    return (
      <Empty title="Only administrators add integrations">
        Ask one of them; Integrations shows those there are.
      </Empty>
    );
  }
  if (error !== null) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading label="Loading the form" rows={6} />;
  return <NewIntegration parts={data} />;
}

function NewIntegration({ parts }: { readonly parts: FormParts }) {
  const { options, platforms } = parts;
  const [empty] = useState(() => formValues(options, platforms));
  const [values, setValues] = useState<FormValues>(empty);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: () =>
      api.post<InstanceAnswer>('/api/instances', newBody(options, values, platforms)),
    onSuccess: (made) => {
      queryClient.setQueryData(integration(made.id).queryKey, made);
      void queryClient.invalidateQueries({ queryKey: INTEGRATIONS.queryKey, exact: true });
    },
  });
  const isDone = create.isSuccess;
  // Only when nothing is unsaved any more: the guard would ask otherwise.
  const id = create.data?.id;
  return (
    <>
      <UnsavedGuard
        isDirty={values !== empty && !isDone}
        onClean={() => id !== undefined && navigate(`/integrations/${id}`, { replace: true })}
      />
      <IntegrationForm
        options={options}
        platforms={platforms.platforms}
        values={values}
        onChange={setValues}
        problems={fieldProblems(create.error)}
        error={create.error}
        isPending={create.isPending}
        action="Add integration"
        onSubmit={() => create.mutate()}
        onCancel={() => navigate('/integrations')}
      >
        <TestCredentials
          path="/api/instances/test"
          body={() => ({
            options: openOptions(options, values, platforms),
            secrets: typedSecrets(options, values),
          })}
        />
      </IntegrationForm>
    </>
  );
}
