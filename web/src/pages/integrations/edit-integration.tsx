import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { InstanceAnswer } from '../../../../src/server/api/instances.ts';
import { api } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import { Conflict } from './conflict.tsx';
import { fieldProblems } from './field-problems.ts';
import { changeBody, changedSecrets, formValues, openOptions } from './form-values.ts';
import { IntegrationForm } from './integration-form.tsx';
import { type FormParts, INTEGRATIONS, integration } from './integration-queries.ts';
import { TestCredentials } from './test-credentials.tsx';
import { UnsavedGuard } from './unsaved-guard.tsx';

/** The form of an integration that is there. What is typed stays when somebody else saves meanwhile. */
export function EditIntegration({
  parts: { options, platforms },
  instance,
  onDone,
}: {
  readonly parts: FormParts;
  readonly instance: InstanceAnswer;
  readonly onDone: () => void;
}) {
  // The state that the form began with; what comes in meanwhile must not take it away under the typing hands.
  const [base, setBase] = useState(instance);
  const [initial, setInitial] = useState(() => formValues(options, platforms, instance));
  const [values, setValues] = useState(initial);
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: (over: InstanceAnswer) =>
      api.patch<InstanceAnswer>(
        `/api/instances/${over.id}`,
        changeBody(options, values, platforms, over),
        { headers: { 'if-match': `"${over.version}"` } },
      ),
    onSuccess: (saved) => {
      queryClient.setQueryData(integration(saved.id).queryKey, saved);
      void queryClient.invalidateQueries({ queryKey: INTEGRATIONS.queryKey, exact: true });
      onDone();
    },
  });
  const current = conflicting(save.error);
  const takeTheirs = (theirs: InstanceAnswer) => {
    const taken = formValues(options, platforms, theirs);
    setBase(theirs);
    setInitial(taken);
    setValues(taken);
    save.reset();
  };
  return (
    <>
      <UnsavedGuard isDirty={values !== initial && !save.isSuccess} />
      <IntegrationForm
        options={options}
        platforms={platforms.platforms}
        values={values}
        onChange={setValues}
        stored={base}
        problems={fieldProblems(save.error)}
        error={current === undefined ? save.error : null}
        isPending={save.isPending}
        action="Save changes"
        onSubmit={() => save.mutate(base)}
        onCancel={onDone}
      >
        <TestCredentials
          path={`/api/instances/${base.id}/test`}
          body={() =>
            values === initial
              ? {}
              : {
                  options: openOptions(options, values, platforms),
                  secrets: changedSecrets(options, values, base),
                }
          }
        />
        {current !== undefined && (
          <Conflict
            options={options}
            mine={values}
            theirs={formValues(options, platforms, current)}
            current={current}
            isPending={save.isPending}
            onOverwrite={() => save.mutate(current)}
            onTakeTheirs={() => takeTheirs(current)}
          />
        )}
      </IntegrationForm>
    </>
  );
}

/** The integration as it is, where saving failed because somebody else was first. */
function conflicting(error: unknown): InstanceAnswer | undefined {
  if (!(error instanceof Problem) || error.code !== 'H_CHANGED_MEANWHILE') return undefined;
  return error.body['current'] as InstanceAnswer;
}
